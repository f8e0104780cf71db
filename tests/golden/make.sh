#!/bin/sh
# make.sh FOLDER [PASSPHRASE-FILE]: a small diary and what the program of that day says of it.
# Run with the program of the commit that README.md names: SD is its command, and ME the option of
# `import` for one's own name, where it has that: --me=Robin.
set -eu
SD=${SD:-stalkdiary}
out=$1
secret=${2:+--passphrase-file $2}
mkdir -p "$out"
diary=$out/diary.db
work=$(mktemp -d)
HOME=$work
export HOME
sd() { $SD --diary "$diary" $secret "$@" --json; }

printf 'I saw you at the library.\nDo not think you can hide.\n' > "$work/note.txt"
printf '\211PNG\r\n\032\nnot a picture, but with its first bytes' > "$work/door.png"
cat > "$work/WhatsApp Chat with Alex.txt" <<'CHAT'
02/03/2026, 21:14 - Messages and calls are end-to-end encrypted.
02/03/2026, 21:14 - Alex: Where are you?
02/03/2026, 21:15 - Alex: I know you are at home
02/03/2026, 21:20 - Robin: Please stop writing to me.
13/03/2026, 07:02 - Alex: Nice coat today 🧥
13/03/2026, 07:02 - Alex: This message was deleted
13/03/2026, 23:58 - Alex: <Media omitted>
14/03/2026, 00:03 - Alex: Answer me
two lines
CHAT

if [ "$secret" ]; then sd init --initials RM; else sd init --initials RM --no-passphrase; fi > "$out/init.json"
sd people add Alex --role stalker --relationship 'former partner' --alias Lexi --number '07700 900142' --handle alex@example.com --vehicle 'silver hatchback'
sd people add 'Joan Ashby' --role witness
sd people change Alex --alias 'Zoë' --notes 'Lives two streets away'
echo 'He stood outside the house for an hour.' | sd add --when '2026-03-01 21:30' --until '2026-03-01 22:30' --where 'home, across the road' --type loitering --person Alex --witness 'Joan Ashby' --felt 'I did not sleep.' --attach "$work/note.txt" --captured 'found on the mat'
echo 'Fourteen calls in one night, “unknown” number — naïve ☂' | sd add --when '2026-03-05' --type calls-messages --channel 'phone call' --times 14 --response 'I did not answer.'
echo 'Written twice' | sd add --when 'March 2026'
echo 'He came to the door although the order forbids it.' | sd add --when '2026-04-02 about 6pm' --noticed '2026-04-03' --type order-breach --breach yes --police-ref '47260012345' --person Alex --vehicle 'silver hatchback' --attach "$work/door.png" --attach "$work/note.txt"
echo 'I do not remember when.' | sd add --when 'not sure'
sd amend 1 --where 'outside the school' --why 'I remembered'
sd amend 1 --felt 'I moved to my sister for a week.' --times 2 --why 'Joan saw it twice'
sd withdraw 3 --why 'the same as incident 2'
sd attach 2 --physical 'a card, in its envelope' --found-at 'door mat' --handled-by 'me' --packed 'a paper bag' --kept-at 'with Joan'
sd action told-to-stop --when '2026-03-02 21:20' --what 'By text: please stop.'
sd action police --when '2026-03-06' --force Sussex --reference 47260012345 --officer 'PC Smith' --promised 'a call' --due 'in 48 hours'
sd action order --when '2026-03-20' --granted '20 March 2026' --expires '20 March 2027' --conditions 'not to come within 100 metres'
if $SD --help | grep -q '^  import '; then sd import "$work/WhatsApp Chat with Alex.txt" --from Alex --person Alex --timezone Europe/London ${ME:-}; fi
$SD --diary "$diary" $secret report --format text --for 'PC Smith' -o "$work/report.txt" --json

# What is asked from here on is asked of a copy: handing over is an entry of its own.
said=$out/said
mkdir "$said"
sd list > "$said/list.json"
for number in $(grep -o '"incident": [0-9]*' "$said/list.json" | tr -dc '0-9\n'); do
    sd show "$number" > "$said/show-$number.json"
done
sd exhibits > "$said/exhibits.json"
sd people > "$said/people.json"
sd action > "$said/action.json"
sd summary > "$said/summary.json"
cp "$diary" "$work/copy.db"
$SD --diary "$work/copy.db" $secret bundle "$work/bundle" --json > /dev/null
# Since version 0.2 its last line is the note of that bundle.
grep -v '"what\\":\\"bundle' "$work/bundle/data/ledger.jsonl" > "$said/ledger.jsonl"
rm -rf "$work"
