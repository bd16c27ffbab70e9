"""Telling people: SMS, e-mail, WeChat, in-app."""
