import { useId } from 'react'

type Props = { name: string; label: string; value: string | number | undefined; min?: number; max?: number }

/** A labelled field; with bounds it takes numbers only. */
export function TextField({ name, label, value, min, max }: Props) {
  const id = useId()
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        defaultValue={value}
        autoComplete="off"
        {...(max === undefined ? { type: 'text' } : { type: 'number', min, max, step: 'any' })}
      />
    </>
  )
}
