"""Draws what is in each stack: functions, their images and repositories, and what invokes them.

``python -m tools.diagram`` synthesizes every environment and example, reads the JSON (graph), and
writes a picture of each as Mermaid text (mermaid) and as SVG (dot, svg) to docs/diagrams.
"""
