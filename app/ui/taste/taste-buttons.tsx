import { CLICK_KINDS, CLICK_WORDS } from './taste-words'
import { useTasteForm } from './taste-form'
import type { ClickKind } from '~server/taste/domain/click'
import type { Track } from '~server/domain/track'

type Props = { track: Track; seed: string; mark: ClickKind | undefined }

/** Like, dislike, skip: a pressed one takes itself back. */
export function TasteButtons({ track, seed, mark }: Props) {
  const { props, back, pending, error } = useTasteForm()
  return (
    <form {...props} className="taste-buttons" aria-label={`Your opinion of ${track.name}`}>
      <input type="hidden" name="track" value={track.id} />
      <input type="hidden" name="seed" value={seed} />
      <input type="hidden" name="back" value={back} />
      {CLICK_KINDS.map((kind) => {
        const pressed = mark === kind
        return (
          <button
            key={kind}
            className="button--quiet taste-button"
            aria-pressed={pressed}
            aria-disabled={pending}
            {...(pressed ? { name: 'forget', value: track.id } : { name: 'kind', value: kind })}
          >
            {pressed ? CLICK_WORDS[kind].pressed : CLICK_WORDS[kind].button}
            <span className="visually-hidden">{`: ${track.name}`}</span>
          </button>
        )
      })}
      {error ? (
        <p role="alert" className="taste-buttons__error">
          {error.message} {error.hint}
        </p>
      ) : null}
    </form>
  )
}
