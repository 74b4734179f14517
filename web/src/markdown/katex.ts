import 'katex/dist/katex.css'

export { default } from 'katex'
