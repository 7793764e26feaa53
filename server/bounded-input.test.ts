import type { z } from 'zod'
import { expect, it } from 'vitest'
import { JourneyRequest } from './journey/domain/journey'
import { RecommendInput } from './similar/domain/recommendation'
import { appRouter } from './router'

type Check = { check?: string; format?: string }
type Def = Check & {
  type: string
  checks?: { _zod: { def: Check } }[]
  innerType?: z.ZodType
  in?: z.ZodType
  left?: z.ZodType
  right?: z.ZodType
  element?: z.ZodType
  rest?: z.ZodType | null
  keyType?: z.ZodType
  valueType?: z.ZodType
  options?: z.ZodType[]
  items?: z.ZodType[]
  shape?: Record<string, z.ZodType>
}

/** Formats whose texts have one length. */
const FIXED = ['uuid', 'guid', 'datetime', 'date']
const SMALL = ['number', 'int', 'boolean', 'enum', 'literal', 'null', 'undefined', 'void', 'never', 'date']

/** Where an input takes a text or a list of any length. */
function findUnbounded(schema: z.ZodType, path: string): string[] {
  const def = schema._zod.def as unknown as Def
  const checks = (def.checks ?? []).map((check) => check._zod.def)
  const isBounded = [def, ...checks].some(
    ({ check, format }) =>
      check === 'max_length' || check === 'length_equals' || FIXED.includes(format ?? ''),
  )
  const within = (inner: z.ZodType | null | undefined, name = '') =>
    inner ? findUnbounded(inner, path + name) : []
  switch (def.type) {
    case 'string':
      return isBounded ? [] : [path]
    case 'array':
      return [...(isBounded ? [] : [path]), ...within(def.element, '[]')]
    case 'object':
      return Object.entries(def.shape ?? {}).flatMap(([key, value]) => within(value, `.${key}`))
    case 'union':
      return (def.options ?? []).flatMap((option) => within(option))
    case 'intersection':
      return [...within(def.left), ...within(def.right)]
    case 'tuple':
      return [...(def.rest ? [path] : []), ...(def.items ?? []).flatMap((item) => within(item, '[]'))]
    case 'pipe':
      return within(def.in)
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'catch':
    case 'readonly':
    case 'nonoptional':
      return within(def.innerType)
    default:
      return SMALL.includes(def.type) ? [] : [`${path} (${def.type})`]
  }
}

/** Bodies that are files: their bytes are counted while they are read. */
const FILES = ['clip.hear', 'import.file']

const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<string, { _def: { inputs: z.ZodType[] } }>,
)

it.each(procedures.filter(([name]) => !FILES.includes(name)))(
  '%s takes no text and no list of any length',
  (_name, { _def }) => {
    expect(_def.inputs.flatMap((schema) => findUnbounded(schema, 'input'))).toEqual([])
  },
)

it.each([
  ['POST /api/recommend', RecommendInput],
  ['POST /api/journey', JourneyRequest],
])('%s takes no text and no list of any length', (_name, schema) => {
  expect(findUnbounded(schema, 'body')).toEqual([])
})
