import { toClipFacts, toClipNotes } from './clip-words'
import { GROUP_MEANINGS } from '~/lib/words'
import type { HeardClip } from '~server/clip/domain/clip'
import { GROUP_LABELS } from '~server/similar/domain/explanation-sentences'

/** What was heard in a clip and how sure that is, and what nobody can hear in one. */
export function HeardClipFacts({ clip }: { clip: HeardClip }) {
  const notes = toClipNotes(clip)
  return (
    <section className="heard" aria-labelledby="heard">
      <h2 id="heard">What was heard</h2>
      <dl className="heard__facts">
        {toClipFacts(clip).map(({ label, value, trust }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
            {trust ? <dd className="heard__trust">{trust}</dd> : null}
          </div>
        ))}
      </dl>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {clip.unknown.length === 0 ? null : (
        <details>
          <summary>
            {clip.unknown.length} of {clip.known.length + clip.unknown.length} groups are not known of a clip
          </summary>
          <p>
            They are left out of the comparison, which the confidence of each track below says too. The values
            are our own audio analysis.
          </p>
          <ul>
            {clip.unknown.map((group) => (
              <li key={group}>
                <b>{GROUP_LABELS[group]}</b>: {GROUP_MEANINGS[group]}
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className="heard__link">
        The audio is gone. The address of this page holds these values, so it can be kept and shared.
      </p>
    </section>
  )
}
