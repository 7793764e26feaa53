import { formatNumber } from '~/lib/format'
import { toStack, type Parts } from './stack'
import { GROUP_LABELS } from '~server/similar/domain/explanation-sentences'
import { GROUPS } from '~server/domain/features/vector-spec'

/**
 * The parts of a score end to end. What adds fills the bar, what takes away is struck from its end and shown below
 * in its own colour; the mark stands at their sum.
 */
export function ScoreBar({ parts, score }: { parts: Parts; score: number }) {
  const { adds, takes, zero, end } = toStack(parts)
  const reach = takes[0] ? takes[0].start + takes[0].width : end
  return (
    <svg className="score-bar" width="100%" height="24" role="img" aria-label={inWords(parts, score)}>
      <rect className="score-bar__track" x="0" y="4" width="100%" height="12" rx="2" />
      {adds.map(({ group, start, width }) => (
        <rect key={group} className={`fill-${group}`} x={pc(start)} y="4" width={pc(width)} height="12" />
      ))}
      {reach > end ? (
        <rect className="score-bar__struck" x={pc(end)} y="4" width={pc(reach - end)} height="12" />
      ) : null}
      {takes.map(({ group, start, width }) => (
        <rect key={group} className={`fill-${group}`} x={pc(start)} y="19" width={pc(width)} height="4" />
      ))}
      {zero > 0 ? <rect className="score-bar__zero" x={pc(zero)} y="0" width="1" height="20" /> : null}
      <rect className="score-bar__mark" x={pc(end)} y="0" width="2" height="20" />
    </svg>
  )
}

/** "Score 0.93 of 1. Era 0.40, Mood 0.30. Taken away: Length 0.02." */
function inWords(parts: Parts, score: number): string {
  const say = (sign: 1 | -1) =>
    GROUPS.filter((group) => parts[group] * sign >= 0.0005)
      .sort((a, b) => (parts[b] - parts[a]) * sign)
      .map((group) => `${GROUP_LABELS[group]} ${formatNumber(Math.abs(parts[group]), 3)}`)
      .join(', ')
  const [added, taken] = [say(1), say(-1)]
  const likeness = GROUPS.reduce((sum, group) => sum + parts[group], 0)
  const isSum = Math.abs(likeness - score) < 0.005
  return [
    isSum
      ? `Score ${formatNumber(score, 2)} of 1.`
      : `Likeness ${formatNumber(likeness, 2)} of 1, score ${formatNumber(score, 2)} with what is added to it.`,
    added ? `Added: ${added}.` : '',
    taken ? `Taken away: ${taken}.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

function pc(value: number): string {
  return `${value.toFixed(3)}%`
}
