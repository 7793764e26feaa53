import { useFetcher, useLocation } from '@remix-run/react'
import type { SyntheticEvent } from 'react'
import type { TasteAnswer } from './taste-action'

/**
 * A form that changes the taste. Without JavaScript it is sent as it stands and the browser comes back here; with it,
 * it is sent aside and the page's data is read anew, so that the list follows at once.
 */
export function useTasteForm() {
  const fetcher = useFetcher<TasteAnswer>()
  const { pathname, search } = useLocation()
  const onSubmit = (event: SyntheticEvent<HTMLFormElement, SubmitEvent>) => {
    event.preventDefault()
    if (fetcher.state !== 'idle') return
    const form = new FormData(event.currentTarget, event.nativeEvent.submitter)
    form.delete('back')
    fetcher.submit(form, { method: 'post', action: '/taste' })
  }
  return {
    props: { method: 'post' as const, action: '/taste', onSubmit },
    back: pathname + search,
    pending: fetcher.state !== 'idle',
    error: fetcher.data?.error ?? null,
  }
}
