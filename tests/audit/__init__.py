"""Chains and accesses."""
