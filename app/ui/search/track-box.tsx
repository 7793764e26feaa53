import {
  useId,
  useRef,
  useState,
  useSyncExternalStore,
  type ComponentProps,
  type KeyboardEvent,
  type RefObject,
} from 'react'
import { artistLine } from '~/lib/track-words'
import { SuggestionList } from './suggestion-list'
import { useSuggestions, type Suggestion } from './use-suggestions'

type Props = Omit<ComponentProps<'input'>, 'id' | 'name' | 'onChange' | 'onInput' | 'onKeyDown' | 'ref'> & {
  id: string
  name: string
  field?: RefObject<HTMLInputElement>
  /** Told of the track that was chosen; without it the field stands for it, and the form sends its id. */
  onChoose?: (track: Suggestion) => void
}

/**
 * A field that takes anything that names a track. While a name is typed it shows the tracks it may mean, as a combobox
 * with a list (ARIA Authoring Practices); without JavaScript it is a field like any other.
 */
export function TrackBox({ id, name, field, onChoose, ...input }: Props) {
  const listId = useId()
  const own = useRef<HTMLInputElement>(null)
  const box = field ?? own
  const isLive = useSyncExternalStore(subscribe, onClient, onServer)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const [active, setActive] = useState(-1)
  const tracks = useSuggestions(text)
  const isOpen = tracks !== null && tracks.length > 0

  const close = () => {
    setText('')
    setActive(-1)
  }
  const choose = (track: Suggestion) => {
    close()
    if (onChoose) {
      onChoose(track)
      return
    }
    if (box.current) box.current.value = `${artistLine(track)} – ${track.name}`
    setChosen(track.id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen) return
    const track = tracks[active]
    if (event.key === 'ArrowDown') setActive((active + 1) % tracks.length)
    else if (event.key === 'ArrowUp') setActive((Math.max(active, 0) + tracks.length - 1) % tracks.length)
    else if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && track) choose(track)
    else return
    event.preventDefault()
  }

  return (
    <div className="track-box" onBlur={close}>
      {chosen === null ? null : <input type="hidden" name={name} value={chosen} />}
      <input
        {...input}
        ref={box}
        id={id}
        // The id of a chosen track is sent in the place of its name.
        name={chosen === null ? name : undefined}
        type="text"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setChosen(null)
          setActive(-1)
        }}
        onKeyDown={onKeyDown}
        {...(isLive && {
          role: 'combobox',
          'aria-expanded': isOpen,
          'aria-controls': listId,
          'aria-autocomplete': 'list' as const,
          ...(active >= 0 && { 'aria-activedescendant': `${listId}${active}` }),
        })}
      />
      <SuggestionList id={listId} tracks={tracks ?? []} active={active} onChoose={choose} />
      <span className="visually-hidden" role="status">
        {tracks === null ? '' : toStatus(tracks.length)}
      </span>
    </div>
  )
}

/** Without JavaScript the field is no combobox. */
const subscribe = () => () => undefined
const onClient = () => true
const onServer = () => false

function toStatus(count: number): string {
  if (count === 0) return 'No track of the catalog is called so.'
  return `${count === 1 ? 'One track' : `${String(count)} tracks`}, arrow keys choose.`
}
