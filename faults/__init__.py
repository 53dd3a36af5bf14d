"""The proof of "nobody lost, nobody doubled, whatever breaks": ``python -m faults``.

Functions and workers share one ledger, senders behave as real ones do, and everything between them
and an emulated Google breaks, again and again. In the end the books are compared with the people
who were sent and with what their senders were told.

    people    who is sent, in which deliveries       sender   repeats until it is answered
    storm     what Google does to calls              google   the emulator in a storm
    trouble   what happens to the processes          town     the processes themselves
    clock     an hour in some minutes                verdict  who is lost, who is doubled
    hurry     a process on that clock                history  how that came about
    function  the adapter, served on that clock      report   the figures, in Markdown
    operating replays what was interrupted           wire     one request

Everything is drawn from one seed; how processes interleave is not, so a seed makes trouble of the
same kind and not the same run.
"""
