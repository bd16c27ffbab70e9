"""Tests of signing in, posts and second factors."""
