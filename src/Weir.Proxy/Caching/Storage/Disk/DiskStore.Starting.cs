namespace Weir.Proxy.Caching.Storage.Disk;

/// <summary>What a start finds in the folder. It is served as soon as it is seen.</summary>
internal sealed partial class DiskStore
{
    private void ReadFolder()
    {
        try
        {
            var heads = new Dictionary<DiskName, long>();
            foreach (var file in _folder.Scan())
            {
                if (_isStopped)
                    return;
                _number = Math.Max(_number, file.Name.Number);
                if (file.IsHead)
                    heads.Add(file.Name, file.Length);
                else
                    Take(file);
            }

            foreach (var (name, length) in heads)
                TakeHead(name, length);
            while (Space.Used > Space.Limit && TryEvict()) { }
            _read.SetResult();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What it has seen is served; nothing is written, because it might not fit.
            _faults.Failed(exception);
        }
    }

    private void Take(DiskFile file)
    {
        var slot = new DiskSlot(file.Name, DiskIndex.SpaceOf(file.Length));
        Space.TakeAnyway(slot.Bytes);
        Delete(_index.Add(slot, isKnown: true));
    }

    private void TakeHead(DiskName name, long length)
    {
        if (_index.Find(name.Key).FirstOrDefault(slot => slot.Name == name) is not { } slot)
        {
            DiskFolder.Delete(_folder.PathOf(name) + DiskName.HeadSuffix);
            return;
        }

        var space = DiskIndex.SpaceOf(length);
        Space.TakeAnyway(space);
        _index.Recount(slot, slot.Bytes + space);
        slot.HasNewerHead = true;
    }
}
