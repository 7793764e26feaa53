import {
  createFloatReader,
  createIntegerReader,
  createTableReader,
  fromALaw,
  fromMuLaw,
  type SampleReader,
} from '../read-samples'

/** By WAVE encoding number and bits; 8 bits are offset by half. */
const READERS: Record<string, SampleReader> = {
  '1/8': createTableReader((byte) => (byte - 128) / 128),
  '1/16': createIntegerReader(16, true),
  '1/24': createIntegerReader(24, true),
  '1/32': createIntegerReader(32, true),
  '3/32': createFloatReader(32, true),
  '3/64': createFloatReader(64, true),
  '6/8': createTableReader(fromALaw),
  '7/8': createTableReader(fromMuLaw),
}

/** How to read samples of a WAVE encoding number and bit depth; null for one that is not supported. */
export function findWavReader(encoding: number, bits: number): SampleReader | null {
  return READERS[`${encoding}/${bits}`] ?? null
}
