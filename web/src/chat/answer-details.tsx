import type { ChatMessage } from '@parlance/client'
import type { ReactNode } from 'react'
import { formatDateTime, formatNumber, formatSeconds, formatUsd } from '../i18n/format.ts'
import { Dialog } from '../ui/dialog.tsx'
import { t } from './messages.ts'
import { sayAbout } from './say-about.ts'

/** Everything that is known about an answer. */
export default function AnswerDetails ({ message, onClose }: { message: ChatMessage; onClose(): void }) {
  const { model, provider, usage, costUsd, contextUsage, finishReason, createdAt, completedAt, text } = message
  const facts: [string, ReactNode][] = []
  if (model !== null) facts.push([t('details.model'), model])
  if (provider !== null) facts.push([t('details.provider'), provider])
  facts.push([t('details.at'), formatDateTime(createdAt)])
  if (completedAt !== null) facts.push([t('details.time'), formatSeconds(Date.parse(completedAt) - Date.parse(createdAt))])
  if (usage !== null) {
    const { inputTokens = 0, outputTokens = 0, reasoningTokens = 0, cacheReadTokens = 0 } = usage
    const more = [reasoningTokens > 0 && t('details.reasoning', { count: formatNumber(reasoningTokens) }), cacheReadTokens > 0 && t('details.cached', { count: formatNumber(cacheReadTokens) })].filter(Boolean)
    facts.push([t('details.tokens'), sayAbout(message, [t('details.tokens.value', { input: formatNumber(inputTokens), output: formatNumber(outputTokens) }), ...more].join('; '))])
  }
  if (costUsd !== null) facts.push([t('details.cost'), sayAbout(message, formatUsd(costUsd))])
  if (contextUsage !== null) facts.push([t('details.context'), t('details.context.value', { tokens: formatNumber(contextUsage.tokens), limit: formatNumber(contextUsage.limit) })])
  if (finishReason !== null) facts.push([t('details.finish'), t(`finish.${finishReason}`)])
  return (
    <Dialog title={t('details')} onClose={onClose}>
      <dl className='facts'>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <details className='fold'><summary>{t('details.raw')}</summary><pre className='fold-content raw' tabIndex={0}>{text}</pre></details>
    </Dialog>
  )
}
