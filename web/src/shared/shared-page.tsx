import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, useParams } from 'wouter'
import { AttachedImage } from '../chat/attached.tsx'
import { liveOf } from '../chat/live-text.ts'
import { QuestionBubble } from '../chat/question.tsx'
import { isNotFound } from '../app/query-client.ts'
import { formatDateTime } from '../i18n/format.ts'
import { Markdown } from '../markdown/markdown.tsx'
import { visitor } from '../session/session.ts'
import { Mark } from '../ui/icons.tsx'
import { EmptyState, ErrorNote, Skeleton } from '../ui/states.tsx'
import { t } from './messages.ts'
import '../chat/thread.css'
import './shared-page.css'

/** A chat as everybody who has its link may read it. */
export default function SharedPage () {
  const { token = '' } = useParams<{ token: string }>()
  const { data, error, isFetching, refetch } = useQuery({ queryKey: ['shared', token], queryFn: ({ signal }) => visitor.shared.get(token, { signal }), staleTime: Infinity })
  const title = data?.title ?? t('untitled')
  useEffect(() => { document.title = `${title} · Parlance` }, [title])
  return (
    <div className='shared-page'>
      <header className='top-bar'><Link href='/' className='brand' aria-label={t('home')}><Mark size={26} /><span>Parlance</span></Link></header>
      <main id='content' className='thread-column'>
        {data === undefined && error === null && <Skeleton label={t('loading')} lines={6} />}
        {error !== null && (isNotFound(error) ? <EmptyState isPage icon='link' title={t('gone.title')} text={t('gone.text')} /> : <ErrorNote error={error} isBusy={isFetching} onRetry={() => void refetch()} />)}
        {data !== undefined && (
          <>
            <h1>{title}</h1>
            <p className='muted small shared-note'>{t('note', { time: formatDateTime(data.sharedAt) })} {data.expiresAt !== null && t('until', { time: formatDateTime(data.expiresAt) })}</p>
            {data.messages.map((message, index) => (
              <div key={index} className='turn'>
                {message.role === 'user'
                  ? <QuestionBubble content={message.content} />
                  : <article className='message answer'><Markdown text={liveOf(message).text} />{message.content.map((part, at) => part.type === 'image' && <AttachedImage key={at} className='answer-picture' url={part.url} />)}{message.model !== null && <p className='message-facts small'>{message.model}</p>}</article>}
              </div>
            ))}
          </>
        )}
      </main>
    </div>
  )
}
