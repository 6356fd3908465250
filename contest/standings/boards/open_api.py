"""The description of the public data for programs of others (OpenAPI 3.1)."""

from typing import Any

VERSION = "1.1.0"


def described(public_url: str) -> dict[str, Any]:
    """The whole description, for the site's own address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bảng xếp hạng cuộc thi tìm hiểu cải cách hành chính",
            "version": VERSION,
            "description": (
                "Số liệu công khai, đúng như trên trang xếp hạng và trong cùng giới hạn: đợt thi chưa đóng "
                "thì không có điểm và thứ hạng cá nhân. Không cần khóa truy cập."
            ),
        },
        "servers": [{"url": public_url}],
        "paths": {
            "/xep-hang/don-vi.json": _units("Xếp hạng cơ quan, đơn vị"),
            "/xep-hang/don-vi.csv": _table("Xếp hạng cơ quan, đơn vị, tệp CSV", UNIT_PARAMETERS),
            "/xep-hang/dia-ban.json": _units("Xếp hạng huyện, thành phố"),
            "/xep-hang/dia-ban.csv": _table("Xếp hạng huyện, thành phố, tệp CSV", UNIT_PARAMETERS),
            "/xep-hang/ca-nhan.json": _json(
                "Xếp hạng cá nhân: 100 người đứng đầu", PERSON_PARAMETERS, "PersonsBoard"
            ),
            "/xep-hang/ca-nhan.csv": _table("Xếp hạng cá nhân, tệp CSV", PERSON_PARAMETERS),
        },
        "components": {"schemas": SCHEMAS},
    }


def _parameter(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}


_ROUND = _parameter(
    "dot", "Số thứ tự đợt thi; bỏ trống là toàn cuộc thi", {"type": "integer", "minimum": 1, "maximum": 999}
)
UNIT_PARAMETERS = (
    _ROUND,
    _parameter("khoi", "Mã khối", {"type": "string", "maxLength": 40}),
    _parameter(
        "co", "Cỡ đơn vị theo số người thuộc diện", {"type": "string", "enum": ["", "nho", "vua", "lon"]}
    ),
    _parameter("q", "Chữ trong tên, không cần dấu", {"type": "string", "maxLength": 100}),
    _parameter("sap-xep", "Thứ tự hàng", {"type": "string", "enum": ["ty-le", "ten", "nguoi"]}),
)
PERSON_PARAMETERS = (
    _ROUND,
    _parameter("bang", "Mã nhóm đối tượng; bỏ trống là nhóm đầu", {"type": "string", "maxLength": 40}),
)


def _json(words: str, parameters: tuple[dict[str, Any], ...], schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return _operation(words, parameters, content)


def _units(words: str) -> dict[str, Any]:
    return _json(words, UNIT_PARAMETERS, "UnitsBoard")


def _table(words: str, parameters: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    return _operation(words, parameters, {"text/csv": {"schema": {"type": "string"}}})


def _operation(words: str, parameters: tuple[dict[str, Any], ...], content: dict[str, Any]) -> dict[str, Any]:
    refusal = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    return {
        "get": {
            "summary": words,
            "parameters": list(parameters),
            "responses": {
                "200": {"description": "Số liệu", "content": content},
                "400": {"description": "Tham số không hiểu được", "content": refusal},
                "404": {"description": "Không có đợt thi hoặc nhóm đối tượng này", "content": refusal},
                "503": {"description": "Đang bận, xin thử lại sau", "content": refusal},
            },
        }
    }


def _object(**properties: Any) -> dict[str, Any]:
    """An object that always has these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _or_null(kind: str, **limits: Any) -> dict[str, Any]:
    return {"type": [kind, "null"], **limits}


_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_INSTANT = {"type": "string", "format": "date-time"}
_SHARE = _or_null("number", minimum=0)
_PLACE = _or_null("integer", minimum=1)
_REFERENCE = "#/components/schemas/"

SCHEMAS = {
    "Refusal": _object(code=_TEXT, message=_TEXT, request_id=_TEXT),
    "Round": _object(number={"type": "integer", "minimum": 1}, name=_TEXT),
    "Publication": _object(
        version={"type": "integer", "minimum": 1},
        digest={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        published_at=_INSTANT,
    ),
    "UnitRow": _object(
        place=_PLACE,
        shared={"type": "boolean"},
        code=_TEXT,
        name=_TEXT,
        under=_TEXT,
        group=_TEXT,
        people=_COUNT,
        headcount=_or_null("integer", minimum=0),
        rate=_or_null("number", minimum=0, maximum=1),
        attempts=_COUNT,
        citizens=_COUNT,
        points=_SHARE,
        prize=_TEXT,
        change=_or_null("integer") | {"description": "Số hạng tăng (dương) hoặc giảm (âm) từ changes_since"},
    ),
    "UnitsBoard": _object(
        state={"type": "string", "enum": ["live", "final", "hidden"]},
        round={"anyOf": [{"$ref": f"{_REFERENCE}Round"}, {"type": "null"}]},
        publication={"anyOf": [{"$ref": f"{_REFERENCE}Publication"}, {"type": "null"}]},
        as_of=_INSTANT,
        province_rate=_SHARE,
        changes_since=_or_null("string", format="date-time"),
        rows={"type": "array", "items": {"$ref": f"{_REFERENCE}UnitRow"}},
    ),
    "PersonRow": _object(
        place={"type": "integer", "minimum": 1},
        shared={"type": "boolean"},
        name=_TEXT,
        unit=_TEXT,
        under=_TEXT,
        score=_COUNT,
        questions=_COUNT,
        prediction=_or_null("integer", minimum=0),
        prediction_error=_or_null("integer", minimum=0),
        time_used_ms=_COUNT,
        submitted_at=_INSTANT,
        prize=_TEXT,
        reason=_TEXT,
    ),
    "PersonsBoard": _object(
        state={"type": "string", "enum": ["final", "provisional", "hidden"]},
        round={"anyOf": [{"$ref": f"{_REFERENCE}Round"}, {"type": "null"}]},
        division=_or_null("string"),
        publication={"anyOf": [{"$ref": f"{_REFERENCE}Publication"}, {"type": "null"}]},
        as_of=_INSTANT,
        actual_number=_or_null("integer", minimum=0),
        total=_COUNT,
        rows={"type": "array", "items": {"$ref": f"{_REFERENCE}PersonRow"}, "maxItems": 100},
    ),
}
