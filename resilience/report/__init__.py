"""An analysis in words: for a console, for a pull request, for programs, and as a page of docs."""
