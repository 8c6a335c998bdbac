"""The browser extra: list pages of named columns as an installed Chromium shows them once their scripts ran."""
