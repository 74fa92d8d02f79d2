"""What msgspec knows of a type, in the words of a message: its keys, and what it should be."""

from typing import Any

import msgspec
from msgspec import inspect


def required_keys(kind: type[msgspec.Struct]) -> list[str]:
    """The keys that a table of this kind cannot be without."""
    node = inspect.type_info(kind)
    assert isinstance(node, inspect.StructType)
    return [field.encode_name for field in node.fields if field.required]


def plain(node: inspect.Type, value: Any) -> inspect.Type:
    """The node without its wrappers; of a union, the member that a value like this belongs to."""
    while isinstance(node, inspect.Metadata):
        node = node.type
    if isinstance(node, inspect.UnionType):
        members = [plain(member, value) for member in node.types]
        for member in members:
            if isinstance(member, inspect.StructType) and _has_tag(value, member):
                return member
        wanted = (
            (inspect.StructType, inspect.DictType)
            if isinstance(value, dict)
            else (inspect.VarTupleType,)
        )
        return next((member for member in members if isinstance(member, wanted)), members[0])
    return node


def kinds_of(node: inspect.Type) -> inspect.Type | None:
    """The words of the key that says which of several tables this is, if there are several."""
    members = node.types if isinstance(node, inspect.UnionType) else ()
    tags = [one.tag for one in members if isinstance(one, inspect.StructType) and one.tag_field]
    return inspect.LiteralType(tuple(str(tag) for tag in tags)) if tags else None


def tag_field(node: inspect.Type) -> str | None:
    """The key that says which of several tables this is, if there is one."""
    return node.tag_field if isinstance(node, inspect.StructType) else None


def child(node: inspect.Type, name: str) -> inspect.Type:
    """The type of what stands under this key, or of an item of the list."""
    if isinstance(node, inspect.StructType):
        return next(field.type for field in node.fields if field.encode_name == name)
    if isinstance(node, inspect.DictType):
        return node.value_type
    assert isinstance(node, inspect.VarTupleType), node
    return node.item_type


def known_keys(node: inspect.Type) -> list[str]:
    """The keys that a table may have."""
    assert isinstance(node, inspect.StructType), node
    fields = [field.encode_name for field in node.fields]
    return [node.tag_field, *fields] if node.tag_field else fields


def described(node: inspect.Type) -> tuple[str, str]:
    """What a value of this type is called, and an example of one as TOML."""
    match node:
        case inspect.Metadata(extra_json_schema={"description": told, "examples": [example, *_]}):
            return str(told), msgspec.json.encode(example).decode()
        case inspect.EnumType(cls=words):
            values = [str(word.value) for word in words]
            return f"one of {', '.join(values)}", f'"{values[1]}"'
        case inspect.LiteralType(values=kinds):
            return f"one of {', '.join(map(str, kinds))}", f'"{kinds[1]}"'
        case inspect.BoolType():
            return "true or false", "true"
        case inspect.StructType():
            return "a table", "a table with " + ", ".join(known_keys(node))
        case inspect.DictType():
            return "a table", "a table"
        case inspect.VarTupleType(item_type=item):
            told, example = described(item)
            if isinstance(item, inspect.StructType):
                return "an array of tables", "[[...]]"
            return f"a list, each {told}", f"[{example}]"
        case inspect.UnionType(types=members):
            several_kinds = [described(one) for one in members if not _is_none(one)]
            told = " or ".join(dict.fromkeys(told for told, _ in several_kinds))
            return told, several_kinds[0][1]
        case _:
            return "a value", "a value"


def _has_tag(value: Any, node: inspect.StructType) -> bool:
    field = node.tag_field
    return field is not None and isinstance(value, dict) and value.get(field) == node.tag


def _is_none(node: inspect.Type) -> bool:
    return isinstance(node, inspect.NoneType)
