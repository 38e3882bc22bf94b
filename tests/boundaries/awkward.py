"""Texts that readers of YAML, of templates and of shells are known to take for something else."""

AWKWARD = (
    # Numbers, dates, booleans and nothing, for one reader of YAML or another.
    "098765432109", "0o17", "017", "0x1F", "0b1", "1_000", "1e3", "1.10", ".5", ".inf", "-.INF",
    ".nan", "1:30", "12:30:45", "2026-11-26", "2026-11-26T10:00:00Z", "y", "Y", "n", "yes", "No",
    "on", "OFF", "true", "False", "null", "~", "", " ", "=", "<<",
    # Structure.
    "- a", "-", "? a", "a: b", "a:", "a #b", "#a", "&a", "*a", "!a", "!!str a", "%a", "@a", "`a`",
    "'", '"', "\\", "\\n", "{", "}", "{a}", "[a]", ",", "|", ">", "|-", "---", "...", "--- a",
    "a\n---\nb",
    # White space and what is not printable.
    "\n", "\n\n", "a\n\n\n", " a", "a ", "\ta", "a\t", "\r", "\r\n", "a\rb", "\x00",
    "\x1b[31m", "\x7f",
    "\x85", "\xa0", "\u2028", "\u2029", "\ufeff", "a\ufeffb", "\ufffe", "\uffff",
    # Other scripts, and one letter of two characters.
    "\U0001f600", "\u0645\u0631\u062d\u0628\u0627", "e\u0301",
    # Templates.
    "$", "$$", "${a}", "$${a}", "%{a}", "{{ .Values }}", "{{", "$(A)", "$(platform)",
    # Longer than a line, and than a key may be that is written without a question mark.
    "long " * 400, "k" * 2000,
)  # fmt: skip
