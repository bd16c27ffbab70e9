"""Proofs about reminding."""
