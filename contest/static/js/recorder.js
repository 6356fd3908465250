// Recording with the microphone into a file field: the form then sends it like any chosen file.
// Speech at 16 kbit/s keeps half a minute within what a weak network carries.

const BITS_PER_SECOND = 16000;
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const ENDINGS = { "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a" };

function setUp(box) {
  const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
  const input = document.getElementById(box.dataset.recorder);
  if (!kind || !input) return;
  const [start, stop] = box.querySelectorAll("button");
  const says = box.querySelector("[data-says]");
  const player = box.querySelector("audio");
  const most = Number(box.dataset.most);
  const inKilobytes = (bytes) => Math.ceil(bytes / 1024);

  function show(isRecording) {
    start.hidden = isRecording;
    stop.hidden = !isRecording;
    (isRecording ? stop : start).focus();
  }

  function finish(parts, isFull) {
    const type = kind.split(";")[0];
    const file = new File(parts, `ghi-am.${ENDINGS[type]}`, { type });
    const carrier = new DataTransfer();
    carrier.items.add(file);
    input.files = carrier.files;
    URL.revokeObjectURL(player.src);
    player.src = URL.createObjectURL(file);
    player.hidden = false;
    says.textContent = `${isFull ? `${box.dataset.full} ` : ""}${box.dataset.ready.replace("{kB}", inKilobytes(file.size))}`;
    show(false);
  }

  async function record() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
    } catch {
      says.textContent = box.dataset.refused;
      return;
    }
    const recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: BITS_PER_SECOND });
    const parts = [];
    let size = 0;
    let seconds = 0;
    let isFull = false;
    recorder.addEventListener("dataavailable", ({ data }) => {
      parts.push(data);
      size += data.size;
      seconds += 1;
      // Another second would be as large as the largest so far; the end of the file takes some bytes more.
      isFull = size + size / seconds + 1024 > most;
      says.textContent = box.dataset.running.replace("{s}", seconds).replace("{kB}", inKilobytes(size));
      if (isFull && recorder.state === "recording") recorder.stop();
    });
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      finish(parts, isFull);
    });
    stop.onclick = () => recorder.state === "recording" && recorder.stop();
    recorder.start(1000);
    show(true);
  }

  start.addEventListener("click", record);
  box.hidden = false;
}

if (window.MediaRecorder && navigator.mediaDevices) document.querySelectorAll("[data-recorder]").forEach(setUp);
