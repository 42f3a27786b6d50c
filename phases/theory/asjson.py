"""Theories and patches as plain lists and dictionaries for JSON, and back."""

from collections.abc import Mapping
from typing import Any

from phases.theory.graph import Link, Node, Theory
from phases.theory.patch import Patch, Place

_USUAL = Node("", "aim", "")
_MORE = ("measures", "belief", "status", "tests", "origin")


def node_json(node: Node) -> dict[str, Any]:
    """A node; what is as usual is left out."""
    more = {name: getattr(node, name) for name in _MORE if getattr(node, name) != getattr(_USUAL, name)}
    parts = {"parts": list(node.parts)} if node.parts else {}
    return {"id": node.id, "kind": node.kind, "text": node.text, **more, **parts}


def node_of(said: Mapping[str, Any]) -> Node:
    """The node that `node_json` wrote."""
    more = {name: said[name] for name in _MORE if name in said}
    return Node(said["id"], said["kind"], said["text"], **more, parts=tuple(said.get("parts", ())))


def theory_json(theory: Theory) -> dict[str, Any]:
    """The whole theory, in order."""
    return {"nodes": [node_json(node) for node in theory.nodes], "links": [_link_json(link) for link in theory.links]}


def theory_of(said: Mapping[str, Any]) -> Theory:
    """The theory that `theory_json` wrote."""
    return Theory(tuple(node_of(node) for node in said["nodes"]), tuple(_link_of(link) for link in said["links"]))


def patch_json(patch: Patch) -> dict[str, Any]:
    """A patch."""
    return {
        "removed": [node_json(node) for node in patch.removed],
        "changed": [[node_json(old), node_json(new)] for old, new in patch.changed],
        "placed": [{"node": node_json(x.node), "after": x.after, "new": x.new} for x in patch.placed],
        "unlinked": [_link_json(link) for link in patch.unlinked],
        "linked": [_link_json(link) for link in patch.linked],
    }


def patch_of(said: Mapping[str, Any]) -> Patch:
    """The patch that `patch_json` wrote."""
    return Patch(
        removed=tuple(node_of(node) for node in said["removed"]),
        changed=tuple((node_of(old), node_of(new)) for old, new in said["changed"]),
        placed=tuple(Place(node_of(x["node"]), x["after"], x["new"]) for x in said["placed"]),
        unlinked=tuple(_link_of(link) for link in said["unlinked"]),
        linked=tuple(_link_of(link) for link in said["linked"]),
    )


def _link_json(link: Link) -> list[str]:
    return [link.parent, link.child, link.strength]


def _link_of(said: Any) -> Link:
    return Link(*said)
