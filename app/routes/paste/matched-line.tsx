import { useId } from 'react'
import { toSpotifyUrl } from '~/lib/track-words'
import { CHOICE_PREFIX } from './choice-prefix'
import type { MatchChoice, MatchedLine } from '~server/ingestion/domain/matched-line'
import { SpotifyLink } from '~/ui/track/spotify-link'

/** A line with the one track it means, ticked, or with those it may mean, to choose from. */
export function MatchedLineChoice({ line: { line, text, state, choices } }: { line: MatchedLine }) {
  const name = `${CHOICE_PREFIX}${String(line)}`
  const [only] = choices
  if (state === 'found' && only) {
    return (
      <li>
        <Choice name={name} type="checkbox" choice={only} checked />
      </li>
    )
  }
  return (
    <li>
      <fieldset>
        <legend>{text}</legend>
        {choices.map((choice) => (
          <Choice key={choice.ref} name={name} type="radio" choice={choice} />
        ))}
        <label className="choice">
          <input type="radio" name={name} value="" defaultChecked />
          <span>none of these</span>
        </label>
      </fieldset>
    </li>
  )
}

type ChoiceProps = { name: string; type: 'checkbox' | 'radio'; choice: MatchChoice; checked?: boolean }

function Choice({ name, type, choice, checked = false }: ChoiceProps) {
  const id = useId()
  const from = [choice.album, choice.releaseYear].filter((part) => part !== null).join(', ')
  const spotifyUrl = toSpotifyUrl(choice.ref)
  return (
    <div className="choice-line">
      <label className="choice" htmlFor={id}>
        <input id={id} type={type} name={name} value={choice.ref} defaultChecked={checked} />
        <span>
          <strong>{choice.name}</strong> {choice.artist}
          {from === '' ? null : <small> · {from}</small>}
        </span>
      </label>
      {spotifyUrl === null ? null : <SpotifyLink href={spotifyUrl} label={choice.name} compact />}
    </div>
  )
}
