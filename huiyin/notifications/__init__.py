"""Telling people and other systems: SMS, e-mail, in-app, webhooks."""
