"""What one would write with fastjsonschema: valid lines are passed on.

    schemacheck_fast.py SCHEMA FILE
"""

import json
import sys

import fastjsonschema

with open(sys.argv[1], encoding="utf-8") as source:
    schema = json.load(source)
# It knows draft 7 at most, and takes what it knows of a later one.
schema["$schema"] = "http://json-schema.org/draft-07/schema#"
check = fastjsonschema.compile(schema)
with open(sys.argv[2], "rb") as lines:
    for line in lines:
        try:
            check(json.loads(line))
        except fastjsonschema.JsonSchemaException:
            continue
        sys.stdout.buffer.write(line)
