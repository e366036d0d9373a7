"""Describes the API from its types and docstrings, and what every operation has in common once."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema
from drf_spectacular.plumbing import ResolvedComponent, get_doc
from drf_spectacular.utils import Direction

from factcheck.core import idempotency
from factcheck.core.problems import KINDS, MEDIA_TYPE

_ACTIONS = {"partial_update": "update", "destroy": "delete"}
_PLACE = {
    "pointer": "JSON pointer (RFC 6901) into the body.",
    "parameter": "Name of the query parameter.",
    "header": "Name of the header.",
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A problem detail (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "request_id", "errors"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "enum": [f"/problems/{name}" for name in KINDS],
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "request_id": {"type": "string", "description": "As in the header X-Request-ID."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail", "remedy"],
                "properties": {
                    **{n: {"type": "string", "description": d} for n, d in _PLACE.items()},
                    "detail": {"type": "string"},
                    "remedy": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
        "errors_omitted": {"type": "integer", "description": "How many more there are."},
        "allowed": {
            "type": "array",
            "items": {"type": "string"},
            "description": "With a conflict: what is possible in the present state.",
        },
    },
}
_ETAG = {
    "description": "Strong: stands for these bytes.",
    "schema": {"type": "string"},
}
_LOCATION = {
    "description": "Address of the object.",
    "schema": {"type": "string", "format": "uri"},
}


class AutoSchema(SpectacularAutoSchema):
    """Adds problems, ETags and conditions to what the types say."""

    def get_operation_id(self) -> str:
        """Name an operation by its resource and its action: claims_list, reviews_perform."""
        action = getattr(self.view, "action", None)
        tags = self.get_tags()
        if not action or not tags:
            return str(super().get_operation_id())
        return f"{tags[0]}_{_ACTIONS.get(action, action)}"

    def get_description(self) -> str:  # type: ignore[override]
        """Say of a list what the resource is, of the rest what the action does."""
        own = get_doc(type(self.view))
        return own if getattr(self.view, "action", "") == "list" else super().get_description()

    def get_request_serializer(self) -> Any:
        """Take the view's own input for the action, where it has one."""
        inputs = getattr(self.view, "inputs", {})
        found = inputs.get(getattr(self.view, "action", ""))
        return found or super().get_request_serializer()

    def _get_parameters(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super()._get_parameters()
        if self.method == "GET":
            found.append(_header("If-None-Match", "Answer 304 where the ETag is the same."))
        if self._is_conditional() or self._may_match():
            what = "The ETag of what is to be changed."
            found.append(_header("If-Match", what, required=self._is_conditional()))
        secretive = getattr(self.view, "secretive", ())
        if self.method == "POST" and getattr(self.view, "action", "") not in secretive:
            found.append(_header(idempotency.HEADER, "The same key gives the same answer."))
        return found

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for code, body in bodies.items():
            if code in ("200", "201"):
                body.setdefault("headers", {})["ETag"] = _ETAG
            if code in ("201", "202"):
                body.setdefault("headers", {})["Location"] = _LOCATION
        if self.method == "GET":
            bodies["304"] = {"description": "Unchanged."}
        moved: Any = getattr(self.view, "moved", None)
        if self.method == "GET" and "{" in self.path and moved:
            bodies["308"] = {"description": moved, "headers": {"Location": _LOCATION}}
        return bodies | {str(KINDS[name].status): self._problem(name) for name in self._kinds()}

    def _insert_field_validators(self, field: Any, schema: dict[str, Any]) -> None:
        super()._insert_field_validators(field, schema)  # type: ignore[no-untyped-call]
        if {"type": "string", "maxLength": 0} in schema.get("oneOf", []):
            # Or the empty text would be both of the two, since few check a format.
            words = schema["oneOf"][0]
            words["minLength"] = 1
            if "default" in words:
                schema["default"] = words.pop("default")

    def _is_conditional(self) -> bool:
        return self.method in ("PATCH", "PUT", "DELETE")

    def _may_match(self) -> bool:
        return getattr(self.view, "action", "") in getattr(self.view, "may_match", ())

    def _kinds(self) -> list[str]:
        kinds = ["parameters", "unauthenticated", "forbidden", "not-acceptable", "unavailable"]
        if "{" in self.path:
            kinds.append("not-found")
        if self.method != "GET":
            kinds.append("conflict")
        if self.method in ("POST", "PATCH", "PUT"):
            kinds += ["too-large", "unsupported-media-type", "invalid"]
        if self._is_conditional() or self._may_match():
            kinds.append("stale")
        if self._is_conditional():
            kinds.append("precondition-required")
        return sorted(kinds, key=lambda name: KINDS[name].status)

    def _problem(self, kind: str) -> dict[str, Any]:
        """Return a reference to the one description of a kind of problem."""
        schema = self._component("Problem", ResolvedComponent.SCHEMA, _PROBLEM)
        name = "".join(word.capitalize() for word in kind.split("-"))
        if kind == "parameters":
            name, text = "BadRequest", "The body cannot be read, or a parameter is not acceptable."
        else:
            text = KINDS[kind].description
        body = {"description": text, "content": {MEDIA_TYPE: {"schema": schema}}}
        return self._component(name, ResolvedComponent.RESPONSE, body)

    def _component(self, name: str, type_: str, schema: dict[str, Any]) -> dict[str, Any]:
        component = ResolvedComponent(name, type_, schema, name)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        reference: dict[str, Any] = component.ref
        return reference


def _header(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    found = {
        "name": name,
        "in": "header",
        "description": description,
        "schema": {"type": "string"},
    }
    return found | ({"required": True} if required else {})


class ReferenceExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A reference is a UUID in requests and a summary in answers."""

    target_class = "factcheck.core.fields.Reference"

    def map_serializer_field(self, auto_schema: Any, direction: Direction) -> dict[str, Any]:
        """Return the schema of that direction."""
        if direction == "request":
            return {"type": "string", "format": "uuid"}
        reference: dict[str, Any] = auto_schema.resolve_serializer(
            self.target.summary, direction
        ).ref
        return reference
