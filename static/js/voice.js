/**
 * Records a spoken note into the form's file box. Where the browser cannot record, nothing of this is shown and the
 * text box is all there is.
 */

const LONGEST = 120_000;
const TYPES = ["audio/webm", "audio/mp4", "audio/ogg"];

const box = document.querySelector("[data-voice]");

function recorderFor(stream) {
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  return new MediaRecorder(stream, mimeType ? { mimeType, audioBitsPerSecond: 32_000 } : {});
}

function ready(parts, type, seconds) {
  const kind = type.split(";")[0];
  const file = new File(parts, `note.${kind.split("/")[1]}`, { type: kind });
  const files = new DataTransfer();
  files.items.add(file);
  box.querySelector("input[type=file]").files = files.files;
  return `Recorded: ${seconds} seconds. It is kept when you press “Keep it”.`;
}

async function record(button, state) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = recorderFor(stream);
  const parts = [];
  const began = Date.now();
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.addEventListener("stop", () => {
    stream.getTracks().forEach((track) => track.stop());
    state.textContent = ready(parts, recorder.mimeType, Math.max(1, Math.round((Date.now() - began) / 1000)));
    button.textContent = "Record again";
  });
  recorder.start();
  button.textContent = "Stop";
  state.textContent = "Recording. Say it in your own words, and no names of patients or carers.";
  setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST);
  return recorder;
}

if (box && window.MediaRecorder && navigator.mediaDevices?.getUserMedia && window.DataTransfer) {
  const button = box.querySelector("[data-voice-button]");
  const state = box.querySelector("[data-voice-state]");
  let recorder = null;
  box.hidden = false;
  // The recording goes into it by itself; nobody has to choose a file.
  box.querySelector(".nhsuk-form-group").hidden = true;
  button.addEventListener("click", async () => {
    if (recorder?.state === "recording") {
      recorder.stop();
      return;
    }
    try {
      recorder = await record(button, state);
    } catch {
      state.textContent = "The microphone cannot be used. Write the note instead.";
    }
  });
}
