import { InvalidArgumentError, type Command } from 'commander'
import { ControlsInput } from '~server/similar/domain/controls'
import { parseInput } from '~server/domain/input/input'
import { readAnswerIds } from './answer-ids'
import { usageFailure } from './failure'

/** The controls as they stand on a command line. */
export type ControlOptions = {
  novelty?: string
  diversity?: string
  perArtist?: string
  weight?: Record<string, string>
  mood?: string
  year?: Range
  tempo?: Range
  key?: string
  explicit?: string
  genre?: string
  exclude?: string[]
  except?: string[]
}
type Range = { from?: string; to?: string }

/** Adds sliders and filters to a command; `toControls` reads them. */
export function addControls(command: Command): Command {
  return addFilters(command)
    .option('--novelty <number>', '0 to 1, in mode discover: how much being little known counts')
    .option('--diversity <number>', '0 to 1: how much the tracks shall differ from each other')
}

/** The same without what only a ranked list knows. */
export function addFilters(command: Command): Command {
  return command
    .option('--year <from-to>', 'only from these years: 1990-1999, 2015- or -1979', parseRange)
    .option('--tempo <from-to>', 'only of these BPM, half and double time included: 118-126', parseRange)
    .option('--key <code>', 'only in keys that mix with this Camelot code: 8A')
    .option('--explicit <yes|no>', 'only explicit tracks, or none')
    .option('--genre <text>', 'only of genres whose name has this text')
    .option('--exclude <id>', 'never this track; may be given often', collect)
    .option(
      '--except <file>',
      'no track of an earlier answer: JSON that this command wrote, or an id a line',
      collectAnswer,
    )
    .option(
      '--mood <name>',
      'a preset of sliders and filters: calm, focus, party, workout, acoustic, melancholy',
    )
    .option('--weight <group=number>', 'how much a group counts, 0 to 2; may be given often', collectWeight)
    .option('--per-artist <number>', 'tracks of one artist at most')
}

/** @throws Failure (usage) that names what is wrong */
export function toControls(options: ControlOptions): ControlsInput {
  const { year, tempo, weight, novelty, diversity, perArtist, mood, key, explicit, genre } = options
  const exclude = [...new Set([...(options.exclude ?? []), ...(options.except ?? [])])]
  const given = {
    ...{ novelty, diversity, perArtist, mood, key, explicit, genre, weights: weight },
    ...(exclude.length > 0 && { exclude }),
    ...{ yearFrom: year?.from, yearTo: year?.to, tempoFrom: tempo?.from, tempoTo: tempo?.to },
  }
  try {
    return parseInput(
      ControlsInput.extend({ weights: ControlsInput.shape.weights.unwrap().strict().optional() }),
      given,
    )
  } catch (error) {
    throw usageFailure(error instanceof Error ? error.message : String(error))
  }
}

function parseRange(text: string): Range {
  const [from = '', to = '', ...more] = text.trim().split('-')
  const isRange = [from, to].every((end) => /^\d*(?:\.\d*)?$/.test(end)) && more.length === 0
  if (!isRange || (from === '' && to === '')) {
    throw new InvalidArgumentError('Write a range such as 1990-1999, 2015- or -1979.')
  }
  if (!text.includes('-')) return { from, to: from }
  return { ...(from !== '' && { from }), ...(to !== '' && { to }) }
}

/** Values of an option that may be given often. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value]

const collectAnswer = (file: string, before: string[] = []): string[] => [...before, ...readAnswerIds(file)]

function collectWeight(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, group, weight] = /^([a-z]+)=(.+)$/.exec(text.trim()) ?? []
  if (group === undefined || weight === undefined) {
    throw new InvalidArgumentError('Write a group and a number, such as mood=1.5.')
  }
  return { ...before, [group]: weight }
}
