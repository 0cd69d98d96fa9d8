"""Onto a page: documents, pages, pictures and PDF."""
