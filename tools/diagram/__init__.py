"""Draw each stack: its functions with their images, repositories and triggers.

``python -m tools.diagram`` synthesizes every environment and example, reads the JSON (graph), and
writes a diagram of each as Mermaid text (mermaid) and as SVG (dot, svg) to docs/diagrams.
"""
