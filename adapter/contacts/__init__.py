"""Answers become valid people: what a form calls things is mapped, tidied and checked."""
