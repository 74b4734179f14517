import { Field, Select, TextArea } from '../../ui/field.tsx'
import { type AllowanceDraft, findMistakes } from './allowance-draft.ts'
import { t } from './messages.ts'
import { budgetPeriods, type BudgetPeriod, limitNames, useSurface } from './surface.ts'

type Props = {
  /** The shape that takes it, such as `CreateApiKey`. */
  shape: string
  draft: AllowanceDraft
  onChange(draft: AllowanceDraft): void
  errors: Readonly<Record<string, string>>
  /** What holds where nothing is typed. */
  placeholder?: string
  /** Where a heading says it already. */
  isLegendHidden?: boolean
}

/** Limits, budget and models: as much of them as the server knows. */
export const AllowanceFields = ({ shape, draft, onChange, errors, placeholder = t('limits.none'), isLegendHidden = false }: Props) => {
  const surface = useSurface()
  const fields = surface?.fieldsOf(shape) ?? []
  const limits = surface?.fieldsOf('KeyLimits') ?? []
  const mistakes = findMistakes(draft)
  return (
    <>
      <fieldset className='acc-fieldset'>
        <legend className={isLegendHidden ? 'visually-hidden' : undefined}>{t('limits.legend')}</legend>
        <div className='acc-grid'>
          {limitNames.filter(name => limits.includes(name)).map(name => (
            <Field
              key={name} label={t(`limits.${name}`)} inputMode='numeric' placeholder={placeholder} value={draft.limits[name] ?? ''}
              error={mistakes.limits.includes(name) ? t('limits.invalid') : errors[`limits.${name}`]}
              onChange={event => onChange({ ...draft, limits: { ...draft.limits, [name]: event.target.value } })}
            />
          ))}
        </div>
      </fieldset>
      {fields.includes('budget') && (
        <fieldset className='acc-fieldset'>
          <legend>{t('budget.legend')}</legend>
          <div className='acc-grid'>
            <Field label={t('budget.usd')} inputMode='decimal' placeholder={t('budget.none')} value={draft.usd} error={mistakes.usd ? t('budget.invalid') : errors['budget.usd'] ?? errors['budget']} onChange={event => onChange({ ...draft, usd: event.target.value })} />
            <Select label={t('budget.period')} value={draft.period} onChange={event => onChange({ ...draft, period: event.target.value as BudgetPeriod })}>
              {budgetPeriods.map(period => <option key={period} value={period}>{t(`budget.${period}`)}</option>)}
            </Select>
          </div>
        </fieldset>
      )}
      {fields.includes('models') && (
        <TextArea label={t('models.label')} hint={t('models.hint')} rows={3} spellCheck={false} autoCapitalize='off' value={draft.models} error={errors['models']} onChange={event => onChange({ ...draft, models: event.target.value })} />
      )}
    </>
  )
}
