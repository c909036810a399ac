"""What the conversation expects the content to hold: every line and every group of questions.

Content is checked against this when it is loaded, so that a line that is missing, unused or
that names an unknown variable is found then and not in the evening.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from voice_coach.meaning import QuestionForm

CORE = ("attention", "time_together", "appreciation")
"""The core questions, in the order of the first three nights."""

_PLAIN: frozenset[str] = frozenset()
_PLAN = frozenset({"plan"})
_NAME = frozenset({"name"})

_PLAIN_LINES: Mapping[str, tuple[str, ...]] = {
    "ready": ("short", "later", "not_tonight"),
    "who": ("guest", "both", "unclear", "corrected"),
    "pick_up": ("afresh",),
    "join": ("notice", "yes", "no"),
    "words": ("kept", "notice", "yes", "no", "gone", "not_gone", "another_time", "on_your_own"),
    "plan": (
        "happened",
        "partly",
        "missed",
        "unsure",
        "way",
        "retired",
        "kept",
        "rested",
        "goes_on",
        "once_more",
    ),
    "heard": (
        "attention_toward",
        "attention_away",
        "attention_mixed",
        "time_together_toward",
        "time_together_away",
        "time_together_mixed",
        "appreciation_toward",
        "appreciation_away",
        "appreciation_mixed",
        "unsure",
        "why",
        "phone",
        "half_listening",
        "tasks_first",
        "let_drop",
        "short_tone",
        "talked_over",
        "fixing",
        "thanks_unsaid",
        "flat_good_news",
        "missed_hello",
        "pulled_away",
        "promise_slipped",
    ),
    "good": ("named", "told", "nothing"),
    "recap": ("begin", "came", *CORE),
    "listen": ("begin", "heard"),
    "offer": ("accepted", "declined", "no_more", "smallest"),
    "said": ("thanks",),
    "close": ("thank_them", "numbers", "goodnight", "goodnight_both", "silence", "enough"),
    "stop": ("stopped",),
    "repair": (
        "missed",
        "skip",
        "close_kept",
        "close_nothing",
        "own_side",
        "another_way",
        "leave_it",
    ),
    "silence": ("take_your_time", "skip_offer", "moving_on"),
    "answer": ("capped",),
    "microphone": ("check", "give_up"),
    "command": (
        "help",
        "why",
        "skipped",
        "pause",
        "resume",
        "undo",
        "undo_nothing",
        "forget_tonight",
        "forget_tonight_not_done",
        "keep_nothing",
        "forget_everything",
        "forget_not_done",
        "forget_nothing",
        "forget_guest",
        "forget_unknown",
        "remember",
        "remember_both",
        "remember_nothing",
        "remember_words",
        "whose",
        "not_passed_on",
        "plan_none",
        "doing",
        "doing_open",
    ),
    "numbers": ("intro", "again", "unknown"),
    "open_up": ("begin", "end", "begin_two", "time", "end_two"),
    "situation": (
        "apart",
        "conflict",
        "ended",
        "bereaved",
        "not_alone",
        "if_misheard",
        "misheard",
        "forgetting",
    ),
    "safety": ("calm",),
    "together": ("listened", "heard_toward", "heard_away", "heard_mixed"),
    "session": (
        "recovered",
        "say_again",
        "journal_full",
        "journal_read_only",
        "journal_newer",
        "journal_damaged",
        "journal_not_yours",
        "journal_unreachable",
    ),
    "device": ("muted", "listening"),
    "setup": ("sample",),
}

LINES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **{f"{table}.{key}": _PLAIN for table, keys in _PLAIN_LINES.items() for key in keys},
        "command.plan_is": _PLAN,
        "device.muted_until": frozenset({"hour"}),
        "recap.plan": _PLAN,
    }
)
"""Every line by id, with the variables that its wordings may name."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of interchangeable questions: the id they are understood under, and their form.

    `repairable` groups need a rephrase and choices (the repair ladder); `variables` are what
    their texts may name.
    """

    id: str
    form: QuestionForm
    repairable: bool = False
    variables: frozenset[str] = _PLAIN


CONFIRM = "confirm"
"""The id under which asking back ("so, closer to half-distracted?") is understood: yes or no."""

GOOD_MOMENT = "good_moment"
"""What the groups of questions about something good begin with."""

LISTEN = "listen"
"""The group of the one question of an evening on which the coach mostly listens."""

OPEN_UP_OFFER = "open_up_offer"
"""The group of the question whether to open a conversation."""

GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        "ready": Group("ready", "yes_no", repairable=True),
        "carry_on": Group("ready", "either_or", repairable=True),
        "who": Group("who", "who", repairable=True),
        "pick_up": Group("ready", "yes_no", repairable=True),
        "join": Group(CONFIRM, "yes_no", repairable=True),
        "join_by_name": Group(CONFIRM, "yes_no", repairable=True, variables=_NAME),
        "words_check": Group(CONFIRM, "yes_no", repairable=True),
        "follow_up": Group("follow_up", "yes_no", repairable=True, variables=_PLAN),
        "forget_check": Group(CONFIRM, "yes_no", repairable=True),
        "forget_offer": Group(CONFIRM, "yes_no", repairable=True),
        "what_got_in_the_way": Group("what_pulled_you_away", "open"),
        "attention": Group("attention", "either_or", repairable=True),
        "attention_apart": Group("attention", "either_or", repairable=True),
        "attention_together": Group("attention", "either_or", repairable=True),
        "time_together": Group("time_together", "either_or", repairable=True),
        "time_together_apart": Group("time_together", "either_or", repairable=True),
        "time_together_together": Group("time_together", "either_or", repairable=True),
        "appreciation": Group("appreciation", "yes_no", repairable=True),
        "appreciation_apart": Group("appreciation", "yes_no", repairable=True),
        "appreciation_together": Group("appreciation", "yes_no", repairable=True),
        "what_pulled_you_away": Group("what_pulled_you_away", "open"),
        "good_moment": Group("good_moment", "open"),
        "good_moment_gentle": Group("good_moment", "open"),
        "good_moment_apart": Group("good_moment", "open"),
        "good_moment_together": Group("good_moment", "open"),
        "good_moment_together_other": Group("good_moment", "open"),
        "good_moment_guest": Group("good_moment", "open"),
        "recap": Group("good_moment", "open"),
        LISTEN: Group("anything", "open"),
        "listen_on": Group("anything", "plan"),
        "ritual_offer_tomorrow": Group("ritual_offer", "offer", repairable=True, variables=_PLAN),
        "ritual_offer_tonight": Group("ritual_offer", "offer", repairable=True, variables=_PLAN),
        "ritual_offer_another": Group("ritual_offer", "offer", repairable=True, variables=_PLAN),
        "ritual_offer_smaller": Group("ritual_offer", "offer", repairable=True, variables=_PLAN),
        "ritual_offer_after_miss": Group("ritual_offer", "offer", repairable=True, variables=_PLAN),
        "ritual_offer_keep": Group("ritual_offer", "offer", repairable=True, variables=_PLAN),
        "ritual_offer_together": Group("ritual_offer", "offer", repairable=True, variables=_PLAN),
        "say_the_plan": Group("say_the_plan", "plan", variables=_PLAN),
        OPEN_UP_OFFER: Group(CONFIRM, "yes_no", repairable=True),
        "open_up_when": Group("say_the_plan", "open"),
        "open_up_feel": Group("say_the_plan", "open"),
        "open_up_could": Group("say_the_plan", "open"),
        "open_up_first": Group("say_the_plan", "open"),
        "open_up_second": Group("say_the_plan", "open"),
        "open_up_say_back": Group("say_the_plan", "open"),
        "open_up_daily": Group("say_the_plan", "open"),
    }
)
"""Every group of questions. A question's key is `group.name`."""

ASKED_ANYWAY: frozenset[str] = frozenset(
    {
        "ready",
        *CORE,
        *(f"{core}_together" for core in CORE),
        "good_moment",
        "good_moment_together",
        "good_moment_together_other",
        "recap",
        LISTEN,
    }
)
"""Groups that are asked from time to time whatever anybody answered; all others tell of answers."""

QUESTION_IDS: frozenset[str] = frozenset(group.id for group in GROUPS.values())
"""Every id under which an answer may have to be understood."""


def group_of(key: str) -> str:
    """The group that a question's key belongs to: `attention.talking` → `attention`."""
    return key.partition(".")[0]
