import fc from 'fast-check'
import { z } from 'zod'

/** The parts of JSON Schema that zod writes. */
type Schema = {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  items?: Schema
  minimum?: number
  maximum?: number
  maxItems?: number
}

const MAX_ITEMS = 5

/** Inputs that a schema of zod describes, more or less; `texts` are those that mean something. */
export function fromZod(schema: z.ZodType, texts: readonly string[]): fc.Arbitrary<unknown> {
  return build(
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', cycles: 'ref' }) as Schema,
    texts,
  )
}

function build(schema: Schema, texts: readonly string[]): fc.Arbitrary<unknown> {
  const either = schema.anyOf ?? schema.oneOf
  if (either) return fc.oneof(...either.map((one) => build(one, texts)))
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {}).map(([key, one]) => [key, build(one, texts)])
      return fc.record(Object.fromEntries(properties) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: [],
      })
    }
    case 'array':
      return fc.array(build(schema.items ?? {}, texts), {
        maxLength: Math.min(schema.maxItems ?? MAX_ITEMS, MAX_ITEMS),
      })
    case 'string':
      return fc.oneof(fc.constantFrom(...texts), fc.string({ unit: 'grapheme', maxLength: 40 }))
    case 'integer':
    case 'number':
      return fc.oneof(
        fc.integer({ min: Math.max(schema.minimum ?? -9, -1e6), max: Math.min(schema.maximum ?? 99, 1e6) }),
        fc.double(),
      )
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

const nest = (depth: number, array: boolean): unknown => {
  let value: unknown = 'x'
  for (let i = 0; i < depth; i++) value = array ? [value] : { a: value }
  return value
}

/** What nobody sends who means well. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      '\u0000',
      'x\u0000y',
      '\ud800',
      '\udfff\ud800',
      '\uffff',
      '\u202e',
      '%00',
      '../../x',
      "' or 1=1 --",
    ],
    ...['__proto__', 'constructor', 'NaN', 'https://open.spotify.com/track/%00', 'spotify:track:\u0000'],
    ...[null, true, -1, 0.5, 1e308, 2 ** 53, [], {}, [null], { length: 1e9 }],
  ),
  fc.integer({ min: 1, max: 100_000 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 1, max: 20_000 }).map((length) => '\ud83d\ude00'.repeat(length)),
  fc.integer({ min: 1, max: 20_000 }).map((length) => 'a - '.repeat(length)),
  fc.integer({ min: 1, max: 20_000 }).map((length) => '\n'.repeat(length)),
  fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.boolean()).map(([depth, array]) => nest(depth, array)),
  fc.integer({ min: 1, max: 20_000 }).map((length) => Array.from({ length }, () => 'x')),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.jsonValue(),
)

/** The same value with something hostile in one place of it. */
export function spoil(value: unknown, at: number, by: unknown): unknown {
  if (typeof value !== 'object' || value === null) return by
  const keys = Object.keys(value)
  const key = keys[at % (keys.length + 1)]
  if (key === undefined) return at % 2 === 0 ? by : { ...value, [String(by).slice(0, 50)]: by }
  const changed = spoil((value as Record<string, unknown>)[key], Math.floor(at / (keys.length + 1)), by)
  return Array.isArray(value)
    ? value.map((one: unknown, n) => (String(n) === key ? changed : one))
    : { ...value, [key]: changed }
}
