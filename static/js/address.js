// The button that copies the address of a view; without script the field is there to be
// marked and copied by hand.
(() => {
  const button = document.getElementById("copy");
  if (!button || !navigator.clipboard) return;
  const field = document.getElementById("address");
  button.hidden = false;
  button.addEventListener("click", () => {
    field.select();
    navigator.clipboard.writeText(field.value).then(() => {
      document.getElementById("copied").textContent = button.dataset.done;
    }, () => {});
  });
})();
