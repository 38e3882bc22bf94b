"""The least that any CDKTF program in Python does: import it and synthesize an empty app."""

from cdktf import App

App().synth()
