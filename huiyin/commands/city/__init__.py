"""The fictional city of Yunling: its offices, people, petitions and public texts, for the demo."""
