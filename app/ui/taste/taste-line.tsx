import { Link, useSearchParams } from '@remix-run/react'
import { withoutNames } from '~/ui/result/active-controls'
import { useTasteForm } from './taste-form'
import { CLICK_WORDS, countWords } from './taste-words'
import type { TasteMarks } from '~server/taste/domain/view'

type Props = { marks: TasteMarks; isOn: boolean }

/** What of the listener's taste is in the list: how much was said, the last click with its undo, and the switch. */
export function TasteLine({ marks, isOn }: Props) {
  const { props, back, error } = useTasteForm()
  const [search] = useSearchParams()
  const said = countWords(marks.counts)
  const { last } = marks
  const off = new URLSearchParams(search)
  off.set('taste', 'off')
  return (
    <div className="taste-line" id="taste">
      <p role="status">
        {said === ''
          ? 'Like, dislike or skip a track, and the list follows. Only your own clicks count, and each can be taken back.'
          : `${isOn ? 'Your taste counts here' : 'Shown without your taste'}: ${said}.`}{' '}
        {last ? `You ${CLICK_WORDS[last.kind].past} ${last.track.name} last.` : null}
      </p>
      {last ? (
        <form {...props}>
          <input type="hidden" name="back" value={back} />
          <button className="button--quiet" name="undo" value={last.id}>
            Undo
            <span className="visually-hidden">
              : {CLICK_WORDS[last.kind].past} {last.track.name}
            </span>
          </button>
        </form>
      ) : null}
      {said === '' ? null : (
        <p className="taste-line__links">
          {isOn ? (
            <Link to={`?${off.toString()}`} preventScrollReset>
              Without my taste
            </Link>
          ) : (
            <Link to={withoutNames(search, ['taste'])} preventScrollReset>
              With my taste
            </Link>
          )}
          <Link to="/taste">What Segue learned</Link>
        </p>
      )}
      {error ? (
        <p role="alert">
          {error.message} {error.hint}
        </p>
      ) : null}
    </div>
  )
}
