import type { Check, Doctor } from '~server/status/domain/doctor'
import { table } from './table'

/** A table for Spotify, one for the person asked about and one for the house; under them what to do about each “no”. */
export function formatDoctor({ checkedAt, spotify, user, house }: Doctor): string {
  const remedies = [...spotify, ...user, ...house].flatMap(({ title, remedy }) =>
    remedy ? [`${title}: ${remedy}`] : [],
  )
  const parts = [
    `Spotify\n${toTable(spotify)}`,
    `Signed in\n${toTable(user)}`,
    `This instance\n${toTable(house)}`,
    ...(remedies.length > 0 ? [`What to do\n${remedies.map((line) => `  ${line}`).join('\n')}`] : []),
    `Looked at ${checkedAt}; what Spotify allows is asked once in 24 hours.`,
  ]
  return parts.join('\n\n')
}

const toTable = (checks: Check[]): string =>
  table(
    ['what', 'so', 'meaning'],
    checks.map(({ title, state, detail }) => [title, state, detail]),
  )
