"""Compares answers, as they are on the wire, with the output shapes of botocore's models."""

import json
import re
from datetime import datetime
from xml.etree import ElementTree

from botocore.parsers import RpcV2CBORParser

ISO_DATE = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z')
HTTP_DATE = re.compile(r'\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT')
INTEGERS = ('integer', 'long')


def mismatches(operation, answer):
    """Lists the mismatches of an answer: texts with the path of each member."""
    return list(_answer(operation, answer))


def _answer(operation, answer):
    shape = operation.output_shape
    protocol = operation.service_model.resolved_protocol
    body = answer['body']
    if shape is None:
        return
    if protocol in ('json', 'rest-json'):
        yield from _plain(shape, json.loads(body or b'{}'), shape.name)
    elif protocol == 'smithy-rpc-v2-cbor':
        # botocore has no public decoder of CBOR.
        parser = RpcV2CBORParser(None)
        yield from _plain(shape, parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)), shape.name)
    elif protocol == 'query':
        yield from _query(operation, shape, ElementTree.fromstring(body))
    elif protocol == 'rest-xml':
        yield from _rest_xml(shape, answer)
    else:
        yield f'the protocol {protocol} is not checked'


def _query(operation, shape, root):
    if _tag(root) != f'{operation.name}Response':
        yield f'the root element is {_tag(root)}'
    extra = {_tag(child) for child in root} - {shape.serialization['resultWrapper'], 'ResponseMetadata'}
    yield from (f'unknown element {name}' for name in sorted(extra))
    result = [child for child in root if _tag(child) == shape.serialization['resultWrapper']]
    if len(result) == 1:
        yield from _structure(shape, result[0], shape.name)
    else:
        yield f'{len(result)} results'


def _rest_xml(shape, answer):
    headers = {name.lower(): value for name, value in answer['headers'].items()}
    in_body = {}
    payload = shape.serialization.get('payload')
    for name, member in shape.members.items():
        location = member.serialization.get('location')
        if location == 'header':
            value = headers.get(member.serialization['name'].lower())
            if value is not None:
                yield from _text(member, value, f'{shape.name}.{name}', HTTP_DATE)
        elif location is None and name != payload:
            in_body[name] = member
    if payload is not None or not in_body:
        return
    root = ElementTree.fromstring(answer['body'])
    if shape.name == 'GetBucketLocationOutput':
        # Its root is the value.
        return
    yield from _structure(shape, root, shape.name, in_body)


def _structure(shape, element, path, members=None):
    by_tag = {}
    for name, member in (members or shape.members).items():
        default = name
        if member.type_name == 'list' and member.serialization.get('flattened'):
            default = member.member.serialization.get('name', name)
        by_tag[member.serialization.get('name', default)] = (name, member)
    found = {}
    for child in element:
        known = by_tag.get(_tag(child))
        if known is None:
            yield f'{path}: unknown member {_tag(child)}'
        else:
            found.setdefault(known[0], []).append(child)
    yield from _missing(shape, found, path)
    for name, children in found.items():
        member = shape.members[name]
        where = f'{path}.{name}'
        if member.type_name == 'list' and member.serialization.get('flattened'):
            for child in children:
                yield from _element(member.member, child, f'{where}[]')
        elif len(children) > 1:
            yield f'{where}: occurs {len(children)} times'
        else:
            yield from _element(member, children[0], where)


def _element(shape, element, path):
    if shape.type_name == 'structure':
        yield from _structure(shape, element, path)
    elif shape.type_name == 'list':
        tag = shape.member.serialization.get('name', 'member')
        for child in element:
            if _tag(child) != tag:
                yield f'{path}: {_tag(child)} in place of {tag}'
            yield from _element(shape.member, child, f'{path}[]')
    elif len(element) > 0:
        yield f'{path}: has members, and is a {shape.type_name}'
    else:
        yield from _text(shape, element.text or '', path, ISO_DATE)


def _text(shape, text, path, date):
    kind = shape.type_name
    if kind == 'timestamp' and not date.fullmatch(text):
        yield f'{path}: {text!r} is not a date'
    elif kind == 'boolean' and text not in ('true', 'false'):
        yield f'{path}: {text!r} is not a boolean'
    elif kind in INTEGERS and not re.fullmatch(r'-?\d+', text):
        yield f'{path}: {text!r} is not an integer'
    elif kind in ('float', 'double') and not re.fullmatch(r'-?\d+(\.\d+)?(e[+-]?\d+)?', text, re.I):
        yield f'{path}: {text!r} is not a number'
    elif kind == 'string':
        yield from _enum(shape, text, path)


def _plain(shape, value, path):
    """Checks decoded JSON or CBOR."""
    kind = shape.type_name
    if kind == 'structure':
        if not isinstance(value, dict):
            yield f'{path}: {value!r} is not a structure'
            return
        members = {member.serialization.get('name', name): name for name, member in shape.members.items()}
        yield from (f'{path}: unknown member {name}' for name in sorted(value.keys() - members.keys()))
        found = {members[key]: child for key, child in value.items() if key in members}
        yield from _missing(shape, found, path)
        for name, child in found.items():
            yield from _plain(shape.members[name], child, f'{path}.{name}')
    elif kind == 'list':
        if not isinstance(value, list):
            yield f'{path}: {value!r} is not a list'
            return
        for child in value:
            yield from _plain(shape.member, child, f'{path}[]')
    elif kind == 'map':
        for child in value.values():
            yield from _plain(shape.value, child, f'{path}{{}}')
    elif not _has_kind(kind, value):
        yield f'{path}: {value!r} is not a {kind}'
    elif kind == 'string':
        yield from _enum(shape, value, path)


def _has_kind(kind, value):
    if kind == 'timestamp':
        return isinstance(value, datetime) or _is_number(value)
    if kind == 'boolean':
        return isinstance(value, bool)
    if kind in INTEGERS:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind in ('float', 'double'):
        return _is_number(value)
    return isinstance(value, str if kind == 'string' else (str, bytes))


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _enum(shape, text, path):
    if shape.enum and text not in shape.enum:
        yield f'{path}: {text!r} is not one of {shape.enum}'


def _missing(shape, found, path):
    required = [name for name in shape.required_members if shape.members[name].serialization.get('location') is None]
    yield from (f'{path}: required member {name} is missing' for name in required if name not in found)


def _tag(element):
    return element.tag.split('}')[-1]
