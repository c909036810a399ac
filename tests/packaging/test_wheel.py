"""The built wheel, installed where no checkout is, holds a whole evening."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
import soundfile

ROOT = Path(__file__).resolve().parents[2]

ENDS = {"ritual_accepted", "ritual_declined", "stopped", "safety", "deferred", "no_answer"}

NO_NETWORK = ("NewConnectionError", "Temporary failure in name resolution", "unreachable")


def run(
    *command: str | Path, cwd: Path, typed: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        command,
        cwd=cwd,
        env=inherited | environment,
        input=typed if typed is not None else "",
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation")
    built = run(*pip, "--wheel-dir", folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stderr
    (file,) = folder.glob("voice_coach-*.whl")
    return file


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`voice-coach` in an environment that holds the wheel and what the wheel asks for."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=True, symlinks=True)
    lock = ROOT / "requirements.lock"
    # One of the dependencies has to be built; it finds its tool in the environment.
    pip = (home / "bin/python", "-m", "pip", "install", "--no-build-isolation", "--use-pep517")
    for wanted in ("setuptools", wheel):
        done = run(*pip, "--constraint", lock, wanted, cwd=home)
        if done.returncode != 0 and any(sign in done.stderr for sign in NO_NETWORK):
            pytest.skip("the package registry cannot be reached")
        assert done.returncode == 0, done.stderr
    return home / "bin/voice-coach"


def test_the_wheel_brings_every_prompt_model_list_and_rehearsal(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("prompts", "models"):
        files = [path for path in (ROOT / folder).rglob("*") if path.suffix == ".toml"]
        assert files, folder
        for path in files:
            assert f"voice_coach/{path.relative_to(ROOT).as_posix()}" in names
    assert any(name.startswith("voice_coach/rehearsal/scripts/") for name in names)
    assert "voice_coach/py.typed" in names


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_installed_wheel_knows_its_own_content(program: Path, tmp_path: Path) -> None:
    done = run(program, "prompts", "check", cwd=tmp_path, VOICE_COACH_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    place = run(
        program.parent / "python", "-c", "import voice_coach as v; print(v.__file__)", cwd=tmp_path
    )
    assert place.stdout.startswith(str(program.parent.parent))


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_installed_wheel_rehearses_an_evening_aloud(program: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    answers = {"attention": ["I was on my phone"], "ritual_offer": ["yes"], "anything": ["yes"]}
    script.write_text(json.dumps({"persona": "plain", "answers": answers}), encoding="utf-8")
    out = tmp_path / "evening"
    done = run(
        program, "rehearse", script, "--out", out, cwd=tmp_path, VOICE_COACH_HOME=str(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert result["end"] in ENDS
    assert result["turns"] > 2
    assert soundfile.info(out / "conversation.wav").channels == 2
    assert (out / "transcript.jsonl").read_text(encoding="utf-8").count("\n") >= result["turns"]


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_installed_wheel_checks_in_on_the_keyboard(program: Path, tmp_path: Path) -> None:
    typed = "yes\nI was on my phone the whole dinner\nhe made me tea\ngoodnight\n"
    done = run(
        program, "checkin", "--text", cwd=tmp_path, typed=typed, VOICE_COACH_HOME=str(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert done.stderr == ""
