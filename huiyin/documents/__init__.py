"""Files that come in; letters that go out."""
