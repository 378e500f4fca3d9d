# Completion for bash: source this file, or copy it to
# /usr/share/bash-completion/completions/callbox.
_callbox()
{
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= word i
	local commands='init check run once filter status list silent show trace explain account digest
		accept waitlist decline late-ok confirm kind admit held release drop deadline invite send
		export erase backup verify reparse'
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		-c | --now) ((i++)) ;;
		-*) ;;
		*) command=$word; break ;;
		esac
	done
	case $previous in
	-c | -o | --output | --html) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
	--state) word='received accepted waitlisted declined withdrawn' ;;
	--format) word='csv json mbox ics tar' ;;
	--now | --kind | --grep | --address | --call | --name | --title | --contact | --zone | --deadline | --inbox | --outbox)
		return ;;
	*)
		case $command in
		'') word="-c --now -v $commands" ;;
		init) word='--name --title --address --contact --zone --deadline --inbox --outbox' ;;
		check) word='--offline --send' ;;
		status | silent | trace | account | held) word='--json' ;;
		list) word='--late --state --kind --grep --call --csv --json' ;;
		show) word='--raw --json' ;;
		export) word='--format --address --call --output' ;;
		digest) word='--preview --html --send --call --json' ;;
		invite) word='--sync --preview --dry-run' ;;
		accept | waitlist | decline | late-ok | confirm | kind | admit | release | drop)
			word='--preview --dry-run --json' ;;
		deadline | erase | send | reparse) word='--dry-run' ;;
		explain)
			mapfile -t COMPREPLY < <(compgen -f -W '--json --database' -- "$current"); return ;;
		verify | backup)
			mapfile -t COMPREPLY < <(compgen -f -W '--json' -- "$current"); return ;;
		*) return ;;
		esac ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$word" -- "$current")
}
complete -F _callbox callbox
