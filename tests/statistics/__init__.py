"""Proofs about figures."""
