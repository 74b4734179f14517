// Before the first paint: the theme that was chosen, so that no page flashes white at night.
try {
  const theme = localStorage.getItem('parlance.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {}
