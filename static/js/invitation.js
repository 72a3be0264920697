// The code of an invitation stands behind the # of the link: put it into the field and
// send it, so that nobody has to copy it. It leaves the address at once.
(() => {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  const field = document.getElementById("code");
  field.value = code;
  field.form.submit();
})();
