"""What `voice-coach bench` measures: one module for each kind of thing."""
