import { Form } from '@remix-run/react'
import { formatAmount } from '~/lib/format'
import type { ErrorBody } from '~server/domain/errors'
import type { MatchedLine } from '~server/ingestion/domain/matched-line'
import { FormFailure } from '~/ui/forms/form-failure'
import { MatchedLineChoice } from './matched-line'

type Props = { text: string; lines: MatchedLine[]; failure: ErrorBody['error'] | null }

/** What the lines of a pasted list mean, to be looked over, chosen from, and gone on from. */
export function MatchedList({ text, lines, failure }: Props) {
  const known = lines.filter(({ state }) => state !== 'unknown')
  const unknown = lines.filter(({ state }) => state === 'unknown')
  const open = lines.filter(({ state }) => state === 'choose').length
  return (
    <section aria-labelledby="matched" className="matched">
      <h2 id="matched" tabIndex={-1}>
        {formatAmount(known.length - open, 'track', 'tracks')} found
      </h2>
      {open === 0 ? null : (
        <p>{formatAmount(open, 'line', 'lines')} could mean more than one song: choose.</p>
      )}
      {known.length === 0 ? null : (
        <Form method="post" className="matched__form">
          <input type="hidden" name="step" value="choose" />
          <input type="hidden" name="text" value={text} />
          <ol>
            {known.map((line) => (
              <MatchedLineChoice key={line.line} line={line} />
            ))}
          </ol>
          <button type="submit">Continue from these</button>
          {failure ? <FormFailure error={failure} /> : null}
        </Form>
      )}
      {unknown.length === 0 ? null : (
        <>
          <h3>Not found</h3>
          <ul className="matched__unknown">
            {unknown.map(({ line, text: words, reason }) => (
              <li key={line}>
                <strong>{words}</strong> <span>{reason}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
