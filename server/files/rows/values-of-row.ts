import { FEATURE_NAMES, FEATURES, type FeatureName, type FeatureValues } from '../../domain/features/features'
import { cellsAt, findPercents, isGermanKey } from '../columns'
import type { Table } from '../formats/table'
import { parseKey, parseMeter, parseMode, parseNumber, type NumberSyntax } from '../values'
import type { RecordReader } from './table-reader'

const UNITS: Partial<Record<string, NumberSyntax['units']>> = {
  share: { '%': 0.01 },
  dB: { db: 1, dbfs: 1, lufs: 1, lu: 1 },
  LU: { lu: 1, db: 1 },
  BPM: { bpm: 1 },
  Hz: { hz: 1, khz: 1000 },
  s: { s: 1, ms: 0.001 },
}
/** What Spotify and others write for a tempo that was not found. */
const NO_TEMPO = /^0+(?:[.,]0+)?$/

type ReadValues = (record: RecordReader) => FeatureValues

/** A function that reads the values of a row: those that the table has, understood and in their range. */
export function createValuesReader({ columns, header, sample }: Table): ReadValues {
  const percents = findPercents(columns, header, sample)
  const numbers: { name: FeatureName; parse: (text: string) => number | null | undefined }[] = []
  for (const name of FEATURE_NAMES) {
    const place = columns.get(name)
    if (place === undefined || name === 'key' || name === 'mode' || name === 'time_signature') continue
    const { min, max, unit } = FEATURES[name]
    const syntax: NumberSyntax = { min, max, units: UNITS[unit], scale: percents.has(name) ? 0.01 : 1 }
    const parse = (text: string) => parseNumber(text, syntax)
    const parseTempo = (text: string) => (NO_TEMPO.test(text) ? null : parse(text))
    numbers.push({ name, parse: name === 'tempo' ? parseTempo : parse })
  }
  const keyAt = columns.get('key')
  const isGerman = keyAt !== undefined && isGermanKey(cellsAt(sample, keyAt))
  const parseKeyOfColumn = (text: string) => parseKey(text, isGerman)
  return (record) => {
    const values: FeatureValues = {}
    for (const { name, parse } of numbers) {
      const value = record.value(name, parse)
      if (value !== null) values[name] = value
    }
    const key = record.value('key', parseKeyOfColumn)
    const mode = record.value('mode', parseMode) ?? key?.mode ?? null
    if (key) values.key = key.key
    if (mode !== null) values.mode = mode
    const meter = record.value('time_signature', parseMeter)
    if (meter !== null) values.time_signature = meter
    return values
  }
}
