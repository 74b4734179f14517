/** Sets the formulas below an element in type. Their library and its fonts are loaded with the first one. */
export const fillMath = async (root: Element): Promise<void> => {
  const formulas = [...root.querySelectorAll<HTMLElement>('.md-math[data-tex]')]
  if (formulas.length === 0) return
  const { default: katex } = await import('./katex.ts')
  for (const formula of formulas) {
    const { tex, display } = formula.dataset
    if (tex === undefined) continue
    // nodes, not HTML: it sets styles one by one, which the policy allows
    katex.render(tex, formula, { displayMode: display !== undefined, throwOnError: false, strict: 'ignore', trust: false, maxExpand: 200, maxSize: 20 })
    delete formula.dataset['tex']
  }
}
