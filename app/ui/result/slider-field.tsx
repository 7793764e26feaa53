import { useId, useRef } from 'react'

type Props = { name: string; label: string; value: number | undefined; standard: number | null; max: number }

/**
 * A number with a slider beside it. The number is what is sent: left empty it means "as it stands". Without JavaScript
 * the slider, which has no name, could not tell the number, and is not shown.
 */
export function SliderField({ name, label, value, standard, max }: Props) {
  const id = useId()
  const number = useRef<HTMLInputElement>(null)
  const range = useRef<HTMLInputElement>(null)
  return (
    <div className="slider">
      <label htmlFor={id}>{label}</label>
      <input
        ref={range}
        className="slider__range"
        type="range"
        min={0}
        max={max}
        step={0.1}
        defaultValue={value ?? standard ?? 1}
        aria-label={`${label}, slider`}
        onChange={(event) => {
          if (number.current) number.current.value = event.target.value
        }}
      />
      <input
        ref={number}
        id={id}
        name={name}
        type="number"
        min={0}
        max={max}
        step="any"
        defaultValue={value}
        placeholder={standard === null ? '–' : String(standard)}
        onChange={(event) => {
          if (range.current && event.target.value !== '') range.current.value = event.target.value
        }}
      />
    </div>
  )
}
